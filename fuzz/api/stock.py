"""What a call needs to reach deep: a dossier, a process in the right state, a configuration, made before the call."""

import base64
import time

import requests

# Of eight by eight grey pixels: taken, looked at, and never accepted.
PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR42mP4DwUMlDEA98A/wa9cD80AAAAASUVORK5CYII="
)
FINAL = {"accepted", "rejected", "inconclusive", "failed", "canceled"}


class Stock:
    def __init__(self, url, client_id, client_secret):
        self.url = url
        self.credentials = (client_id, client_secret)
        self.basic = "Basic " + base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self.session = requests.Session()
        self.token_until = 0.0
        self.finished = {}
        self.names = 0

    def token(self):
        if time.monotonic() > self.token_until:
            answer = self.session.post(
                self.url + "/auth/open/connect/token",
                auth=self.credentials,
                data={"grant_type": "client_credentials", "scope": "signicat-api"},
                timeout=30,
            )
            answer.raise_for_status()
            self._token = answer.json()["access_token"]
            self.token_until = time.monotonic() + answer.json()["expires_in"] / 2
        return self._token

    def call(self, method, path, body=None, under="/assure"):
        headers = {"Authorization": "Bearer " + self.token()}
        return self.session.request(method, self.url + under + path, json=body, headers=headers, timeout=60)

    def made(self, path, body=None):
        answer = self.call("POST", path, body)
        if not answer.ok:
            raise RuntimeError(f"POST {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json() if answer.content else None

    def dossier(self):
        return {"dossierId": self.made("/dossiers", {})["dossierId"]}

    def dossier_with_user_data(self):
        ids = self.dossier()
        self.made(f"/dossiers/{ids['dossierId']}/userdata", {"userData": {"firstName": "Anna", "lastName": "Specimen"}})
        return ids

    def dossier_with_files(self):
        ids = self.dossier()
        self.made(f"/dossiers/{ids['dossierId']}/files", {"front": PICTURE, "back": PICTURE, "selfie": PICTURE})
        return ids

    def process(self, kind="document", provider="signicatpictureid"):
        ids = self.dossier()
        body = {"provider": provider}
        if provider == "signicatpictureid":
            body |= {"processType": kind, "documentId": 62}
        ids["processId"] = self.made(f"/dossiers/{ids['dossierId']}/processes", body)["processId"]
        return ids

    def process_with_images(self, kind="document"):
        ids = self.process(kind)
        pictures = {"front": PICTURE, "back": PICTURE}
        if kind == "documentSelfie":
            pictures["selfie"] = PICTURE
        self.made(f"/dossiers/{ids['dossierId']}/processes/{ids['processId']}/images", pictures)
        return ids

    def finished_process(self, provider="signicatpictureid"):
        """One of each provider for all who ask, as long as it is there."""
        ids = self.finished.get(provider)
        if ids and self.call("GET", "/dossiers/{dossierId}/processes/{processId}".format(**ids)).ok:
            return ids
        ours = provider == "signicatpictureid"
        ids = self.process_with_images() if ours else self.process(provider=provider)
        path = "/dossiers/{dossierId}/processes/{processId}".format(**ids)
        self.made(path)
        for _ in range(240):
            status = self.call("GET", path).json()["status"]
            if status in FINAL:
                break
            time.sleep(0.25)
        if status not in {"accepted", "rejected", "inconclusive"}:
            raise RuntimeError(f"the finished process is {status}")
        self.finished[provider] = ids
        return ids

    def played_process(self, provider):
        """Of a provider that only a sandbox account has; one of our own where the account is none."""
        try:
            return self.finished_process(provider)
        except RuntimeError:
            return self.process()

    def configuration(self, kind):
        self.names += 1
        name = f"fuzz-{self.names % 50}"
        self.call("DELETE", f"/{kind}/configurations/{name}")
        body = {"fields": [{"sourceField": "lastName", "targetField": "lastName"}]} if kind == "matching" else {}
        self.made(f"/{kind}/configurations/{name}", body)
        return {"configurationId": name}

    def room_for_a_subscription(self):
        """A client has at most twenty."""
        for listed in self.call("GET", "/subscriptions", under="/events").json()[5:]:
            self.call("DELETE", "/subscriptions/" + listed["id"], under="/events")
        return {}

    def subscription(self):
        self.room_for_a_subscription()
        body = {"url": "https://hooks.example.com/in"}
        answer = self.call("POST", "/subscriptions", body, under="/events")
        answer.raise_for_status()
        return {"subscriptionId": answer.json()["id"]}

    def free_name(self, kind):
        """A client has at most a hundred of a kind."""
        for listed in self.call("GET", f"/{kind}/configurations").json():
            self.call("DELETE", f"/{kind}/configurations/" + requests.utils.quote(listed["id"], safe=""))
        return {}

    def for_operation(self, operation):
        """The path parameters with which an operation can succeed."""
        makers = {
            "getUserData": self.dossier_with_user_data,
            "updateUserData": self.dossier_with_user_data,
            "deleteUserData": self.dossier_with_user_data,
            "match": self.dossier_with_user_data,
            "getFile": self.dossier_with_files,
            "deleteFiles": self.dossier_with_files,
            "startVerification": self.process_with_images,
            "getImages": lambda: self.process_with_images("documentSelfie"),
            "setImages": lambda: self.process("documentSelfie"),
            "getZipFile": self.finished_process,
            "getProcess": self.finished_process,
            # Played by the simulator: our own engine has neither.
            "getVideo": lambda: self.played_process("signicatvideoid"),
            "getRawResult": lambda: self.played_process("readid"),
            "createSubscription": self.room_for_a_subscription,
            "createConfiguration": lambda: self.free_name("matching"),
            "createConfiguration_1": lambda: self.free_name("capture"),
            "getConfiguration": lambda: self.configuration("matching"),
            "updateConfiguration": lambda: self.configuration("matching"),
            "deleteConfiguration": lambda: self.configuration("matching"),
            "getConfiguration_1": lambda: self.configuration("capture"),
            "updateConfiguration_1": lambda: self.configuration("capture"),
            "deleteConfiguration_1": lambda: self.configuration("capture"),
        }
        return makers.get(operation)
