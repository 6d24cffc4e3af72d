import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.OffsetDateTime;

/** A text server with readUTF and writeUTF, a greeting, and commands in small letters. */
public class TextUtf {
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        try (ServerSocket server = new ServerSocket(port, 128, InetAddress.getByName("127.0.0.1"))) {
            while (true) {
                Socket socket = server.accept();
                new Thread(() -> serve(socket)).start();
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeUTF("ready");
            while (true) {
                String reply = "what?";
                try {
                    reply = answer(in.readUTF());
                } catch (UTFDataFormatException wrong) {
                    // the message was read to its end, and the next one may be right
                }
                out.writeUTF(reply);
            }
        } catch (IOException gone) {
            // the client has left
        }
    }

    private static String answer(String said) {
        String[] parts = said.split(" ", 2);
        if (said.equals("date")) {
            return OffsetDateTime.now().toString();
        }
        if (parts.length < 2 || parts[1].isEmpty()) {
            return "what?";
        }
        return switch (parts[0]) {
            case "upper" -> parts[1].toUpperCase();
            case "lower" -> parts[1].toLowerCase();
            default -> "what?";
        };
    }
}
