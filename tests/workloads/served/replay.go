package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

const requests = 101

// replay makes each request on a connection of its own, after the service has closed the one before.
func replay(file string) {
	listener := listen(anyPort)
	closed := make(chan bool)
	service := http.Server{
		Handler: handler(file, startBackend()),
		ConnState: func(_ net.Conn, state http.ConnState) {
			if state == http.StateClosed {
				closed <- true
			}
		},
	}
	go service.Serve(listener)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	expected, err := os.ReadFile(file)
	check(err)
	for i := 0; i < requests; i++ {
		response, err := client.Get("http://" + listener.Addr().String() + "/relayed")
		check(err)
		answer, err := io.ReadAll(response.Body)
		check(err)
		check(response.Body.Close())
		if string(answer) != string(expected)+"+" {
			fmt.Fprintln(os.Stderr, "another answer:", string(answer))
			os.Exit(1)
		}
		<-closed
	}
}
