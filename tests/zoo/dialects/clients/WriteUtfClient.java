/** A player who speaks as writeUTF() does. WriteUtfClient PORT [FAULT]
 *  FAULT silent: it does not say how the game ended. */
import java.io.*;
import java.net.*;

public class WriteUtfClient {
    public static void main(String[] args) {
        try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(args[0]))) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            in.readUTF();
            out.writeUTF("Ana");
            in.readUTF();
            String[] told = in.readUTF().split(";");
            int low = Integer.parseInt(told[0]), high = Integer.parseInt(told[1]);
            while (true) {
                int guess = Math.floorDiv(low + high, 2);
                out.writeUTF(String.valueOf(guess));
                String answer = in.readUTF();
                if (answer.startsWith("plus;")) low = guess + 1;
                else if (answer.startsWith("moins;")) high = guess - 1;
                else if (answer.startsWith("gagné;") || answer.startsWith("perdu;")) {
                    if (args.length < 2) System.out.println(answer);
                    return;
                } else throw new IOException("it said " + answer);
            }
        } catch (IOException | RuntimeException e) {
            System.err.println("The game has failed: " + e.getMessage());
            System.exit(1);
        }
    }
}
