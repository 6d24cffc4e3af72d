/** The echo pair in Java: "Pair server PORT", a thread a client, and "Pair client HOST PORT". */

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

public class Pair {
    public static void main(String[] words) throws Exception {
        if (words[0].equals("server")) {
            serve(Integer.parseInt(words[1]));
        } else {
            call(words[1], Integer.parseInt(words[2]));
        }
    }

    static void serve(int port) throws Exception {
        try (ServerSocket s = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            Socket c = s.accept();
            Thread thread = new Thread(() -> echo(c));
            thread.start();
            thread.join();
        }
    }

    static void echo(Socket c) {
        try (c) {
            byte[] data = new byte[1024];
            int n;
            while ((n = c.getInputStream().read(data)) > 0) {
                c.getOutputStream().write(data, 0, n);
            }
        } catch (IOException e) {
            System.err.println(e);
        }
    }

    static void call(String host, int port) throws Exception {
        try (Socket s = new Socket(host, port)) {
            s.getOutputStream().write("Hello, world".getBytes());
            byte[] data = new byte[1024];
            int n = s.getInputStream().read(data);
            System.out.println(new String(data, 0, n));
        }
    }
}
