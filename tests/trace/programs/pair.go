// The echo pair in Go: "pair server PORT" and "pair client HOST PORT".
package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	if os.Args[1] == "server" {
		s, _ := net.Listen("tcp", "127.0.0.1:"+os.Args[2])
		c, _ := s.Accept()
		data := make([]byte, 1024)
		for {
			n, err := c.Read(data)
			if err != nil {
				break
			}
			c.Write(data[:n])
		}
		c.Close()
		s.Close()
		return
	}
	s, _ := net.Dial("tcp", net.JoinHostPort(os.Args[2], os.Args[3]))
	s.Write([]byte("Hello, world"))
	data := make([]byte, 1024)
	n, _ := s.Read(data)
	fmt.Println(string(data[:n]))
	s.Close()
}
