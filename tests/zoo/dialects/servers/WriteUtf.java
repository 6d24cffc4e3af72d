/** Messages as writeUTF() sends them: two bytes of length, then the text. WriteUtf PORT [FAULT]
 *  FAULT word: what is no number ends the conversation. */
import java.io.*;
import java.net.*;
import java.util.concurrent.ThreadLocalRandom;

public class WriteUtf {
    static boolean diesOfAWord;

    static Integer number(String text) {
        try {
            int guess = Integer.parseInt(text.strip());
            return guess < 1 || guess > 100 ? null : guess;
        } catch (NumberFormatException e) {
            if (diesOfAWord) throw e;
            return null;
        }
    }

    static void play(Socket socket) {
        int secret = ThreadLocalRandom.current().nextInt(1, 101), left = 7;
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeUTF("Ton nom ?");
            out.writeUTF("Salut " + in.readUTF());
            out.writeUTF("1;100;7");
            while (left > 0) {
                String text;
                try {
                    text = in.readUTF();
                } catch (UTFDataFormatException e) {
                    text = "";
                }
                Integer guess = number(text);
                if (guess == null) {
                    out.writeUTF("erreur");
                    continue;
                }
                left--;
                if (guess == secret) {
                    out.writeUTF("gagné;" + (7 - left));
                    break;
                }
                if (left == 0) out.writeUTF("perdu;" + secret);
                else out.writeUTF((guess < secret ? "plus;" : "moins;") + left);
            }
            socket.shutdownOutput();
            while (in.read() >= 0) { }
        } catch (IOException | NumberFormatException e) {
            // this client has gone
        }
    }

    public static void main(String[] args) throws IOException {
        diesOfAWord = args.length > 1 && args[1].equals("word");
        try (ServerSocket server = new ServerSocket(Integer.parseInt(args[0]), 100,
                                                    InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket socket = server.accept();
                new Thread(() -> play(socket)).start();
            }
        }
    }
}
