#!/usr/bin/env bash
# Makes the file system that a virtual machine of the kernel matrix boots into: the tests of the kernel side with .NET
# and the libraries that they need, the workloads, and a busybox.
#   tests/kernels/initramfs.sh FILE [ARGUMENT...]      ARGUMENTs go to the tests
set -euo pipefail

readonly file=$1
shift
readonly program=artifacts/bin/Sysprof.KernelTests/release workloads=build/tests/workloads
# Programs that tests run beside the workloads.
readonly commands=(sh sleep true perl)

# copy DIRECTORY FILE...: the file itself where there is a link, in a directory of the new root.
copy() {
    mkdir -p "$root/$1"
    cp -L -R -- "${@:2}" "$root/$1"
}

# Libraries that the files need, the loader among them, under the paths that the files look for.
libraries_of() {
    ldd -- "$@" 2>/dev/null | sed -n 's,^[^/]*\(/[^ :]*\) (0x.*,\1,p' | sort -u
}

# Libraries that are looked for while the tests run: sysprof's own, and what .NET makes hashes with.
loaded_later() {
    ldconfig -p | sed -n 's,.*\(libbpf\.so\.1\|libssl\.so\.[13]\) .*x86-64.* => ,,p'
}

root=$(mktemp -d "$file.root.XXXXXX")
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{proc,sys,dev,tmp,results,busybox,usr/bin}
ln -s usr/bin "$root/bin"

install -m 755 tests/kernels/init "$root/init"
copy busybox "$(type -P busybox)"
for command in "${commands[@]}"; do
    copy usr/bin "$(type -P "$command")"
done
# What the tests take for the repository: they look for this file above them.
mkdir -p "$root/sysprof"
cp Profiler.sln "$root/sysprof"
copy sysprof/artifacts/bin/Sysprof.KernelTests "$program"
copy "sysprof/$workloads" "$workloads"/{workload,minimal*}
# The newest, which is the one that would run here.
runtime=$(printf '%s\n' "$(<build/dotnet-root)"/shared/Microsoft.NETCore.App/10.* | sort --version-sort | tail -n 1)
copy dotnet/host/fxr "${runtime/%shared*/host/fxr}/${runtime##*/}"
copy dotnet/shared/Microsoft.NETCore.App "$runtime"
printf '%s\n' "$@" >"$root/arguments"

mapfile -t loaded < <(loaded_later)
mapfile -t libraries < <(libraries_of "${loaded[@]}" "$program"/{*.so,Sysprof.KernelTests} "$runtime"/*.so "$root"/{busybox,usr/bin}/* |
    grep -v -e "^$PWD/" -e "^$runtime/")
for library in "${loaded[@]}" "${libraries[@]}"; do
    copy "$(dirname -- "$library")" "$library"
done
(cd "$root" && find . -print0 | cpio --quiet --null --create --format=newc --owner=0:0) >"$file.new"
mv "$file.new" "$file"
