"""Listen on a free port of this machine, print the port, and then a line for each connection."""

import socket

if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            connection, _ = server.accept()
            with connection:
                print("connected", flush=True)
