"""Listen on a free port of this machine, print the port, and then a line for each connection."""

import socket
import sys

if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as server:
        sys.stdout.write(f"{server.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            connection, _ = server.accept()
            with connection:
                sys.stdout.write("connected\n")
                sys.stdout.flush()
