import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/** It plays by itself, with readUTF and writeUTF. */
public class UtfBot {
    public static void main(String[] arguments) {
        try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(arguments[0]))) {
            play(new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream()));
        } catch (IOException | RuntimeException problem) {
            System.err.println("The game is over: " + problem);
            System.exit(1);
        }
    }

    private static void play(DataInputStream in, DataOutputStream out) throws IOException {
        String[] words = in.readUTF().split(";");
        int low = Integer.parseInt(words[0]);
        int high = Integer.parseInt(words[1]);
        while (true) {
            int guess = Math.floorDiv(low + high, 2);
            out.writeUTF(String.valueOf(guess));
            String answer = in.readUTF();
            switch (answer.split(" ")[0]) {
                case "PLUS" -> low = guess + 1;
                case "MOINS" -> high = guess - 1;
                case "GAGNE", "PERDU" -> {
                    System.out.println(answer);
                    return;
                }
                default -> throw new IOException("it said " + answer);
            }
        }
    }
}
