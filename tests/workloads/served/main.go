// An HTTP service as they are written in Go. It answers each request with what it reads from a file; a request for
// /relayed with what a backend adds, too, to which it connects each time. The backend is one of its own goroutines.
//
//	served [at ADDRESS]  prints its address, serves, and ends when its stdin does
//	served replay FILE   makes 101 requests for /relayed to itself, one after another, and ends; its answers are from FILE
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

const anyPort = "127.0.0.1:0"

func main() {
	if len(os.Args) == 3 && os.Args[1] == "replay" {
		replay(os.Args[2])
		return
	}
	address := anyPort
	if len(os.Args) == 3 && os.Args[1] == "at" {
		address = os.Args[2]
	}
	listener := listen(address)
	fmt.Println(listener.Addr())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	http.Serve(listener, handler("/proc/self/stat", startBackend()))
}

func handler(file string, backend net.Addr) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := os.ReadFile(file)
		if err == nil && r.URL.Path == "/relayed" {
			var more []byte
			more, err = ask(backend)
			text = append(text, more...)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Write(text)
	})
}

func listen(address string) net.Listener {
	listener, err := net.Listen("tcp", address)
	check(err)
	return listener
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
