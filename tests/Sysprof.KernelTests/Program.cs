using Sysprof.KernelTests;
using Sysprof.KernelTests.Children;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// What xunit.v3 generates otherwise, and one thing more: tests start this program again as a process of their own.
if (args is [ChildProcess.Option, ..])
    return await ChildMain.Run(args[1..]);
return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
