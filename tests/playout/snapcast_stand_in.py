"""A Snapcast server's control socket made by hand: knows clients and groups, answers, and tells others what changed."""

import contextlib
import json
import socket
import threading
from typing import Any

JSON = dict[str, Any]


class SnapcastStandIn:
    """As many clients as are named, each in a group of its own, at 100 %, as a server without memory has them."""

    def __init__(self, *clients: str, port: int = 0) -> None:
        self._groups = [self._group(number, [self._client(name)]) for number, name in enumerate(clients)]
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port = int(self._listening.getsockname()[1])
        self.lines: list[socket.socket] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    @staticmethod
    def _client(name: str) -> JSON:
        return {"id": name, "connected": True, "config": {"latency": 0, "volume": {"muted": False, "percent": 100}}}

    @staticmethod
    def _group(number: int, clients: list[JSON]) -> JSON:
        return {"id": f"g{number}", "name": "", "muted": False, "stream_id": "other", "clients": clients}

    def connect_client(self, name: str) -> None:
        """Have a client come that was never there."""
        client = self._client(name)
        self._groups.append(self._group(len(self._groups), [client]))
        self._tell("Client.OnConnect", {"id": name, "client": client})

    def by_phone(self, client: str, percent: int, muted: bool = False) -> None:
        """Have somebody else set a volume."""
        found = self._find(client)
        found["config"]["volume"] = {"percent": percent, "muted": muted}
        self._tell("Client.OnVolumeChanged", {"id": client, "volume": found["config"]["volume"]})

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for line in self.lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _find(self, client: str) -> JSON:
        return next(c for group in self._groups for c in group["clients"] if c["id"] == client)

    def _tell(self, method: str, params: JSON) -> None:
        for line in self.lines:
            with contextlib.suppress(OSError):
                line.sendall(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode() + b"\r\n")

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            self.lines.append(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            for said in line.makefile("rb"):
                request = json.loads(said)
                with self._lock:
                    result = self._answer(request["method"], request["params"])
                answer = {"jsonrpc": "2.0", "id": request["id"], "result": result}
                line.sendall(json.dumps(answer).encode() + b"\r\n")

    def _answer(self, method: str, said: JSON) -> JSON:
        match method:
            case "Server.GetStatus":
                return {"server": {"groups": self._groups, "streams": [{"id": "loa"}]}}
            case "Client.SetVolume":
                self._find(said["id"])["config"]["volume"] = said["volume"]
            case "Client.SetLatency":
                self._find(said["id"])["config"]["latency"] = said["latency"]
            case "Group.SetClients":
                self._regroup(said["id"], said["clients"])
            case "Group.SetName":
                self._group_of(said["id"])["name"] = said["name"]
            case "Group.SetMute":
                self._group_of(said["id"])["muted"] = said["mute"]
            case "Group.SetStream":
                self._group_of(said["id"])["stream_id"] = said["stream_id"]
            case other:
                raise AssertionError(other)
        return said

    def _group_of(self, group_id: str) -> JSON:
        return next(group for group in self._groups if group["id"] == group_id)

    def _regroup(self, group_id: str, clients: list[str]) -> None:
        known = {c["id"]: c for group in self._groups for c in group["clients"]}
        group = self._group_of(group_id)
        left = [c for c in group["clients"] if c["id"] not in clients]
        for other in self._groups:
            other["clients"] = [c for c in other["clients"] if c["id"] not in clients]
        group["clients"] = [known[name] for name in clients]
        self._groups = [group for group in self._groups if group["clients"]]
        self._groups += [self._group(100 + number, [client]) for number, client in enumerate(left)]
