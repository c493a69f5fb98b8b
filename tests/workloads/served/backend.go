package main

import (
	"io"
	"net"
)

// startBackend answers each connection with the byte that it sends, in a goroutine for each.
func startBackend() net.Addr {
	listener := listen(anyPort)
	go func() {
		for {
			connection, err := listener.Accept()
			check(err)
			go answer(connection)
		}
	}()
	return listener.Addr()
}

func answer(connection net.Conn) {
	defer connection.Close()
	one := make([]byte, 1)
	if _, err := io.ReadFull(connection, one); err == nil {
		connection.Write(one)
	}
}

// ask connects, sends a byte and returns all that comes back.
func ask(backend net.Addr) ([]byte, error) {
	connection, err := net.Dial(backend.Network(), backend.String())
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	if _, err := connection.Write([]byte{'+'}); err != nil {
		return nil, err
	}
	return io.ReadAll(connection)
}
