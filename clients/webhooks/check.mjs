// Checks the messages that receive.py kept: the shared secret by the reference library of Standard Webhooks, the public
// key by Node's own Ed25519.
import { readFileSync } from "node:fs";
import { createPublicKey, verify } from "node:crypto";
import { Webhook } from "standardwebhooks";

const { secret, publicKey, messages } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const checker = new Webhook(secret);
// The header of a SubjectPublicKeyInfo with an Ed25519 key (RFC 8410).
const spki = Buffer.concat([
  Buffer.from("302a300506032b6570032100", "hex"),
  Buffer.from(publicKey.replace(/^whpk_/, ""), "base64"),
]);
const key = createPublicKey({ key: spki, format: "der", type: "spki" });
for (const { headers, body } of messages) {
  checker.verify(body, headers);
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const signature = headers["webhook-signature"].split(" ").find((one) => one.startsWith("v1a,"));
  if (!verify(null, Buffer.from(signed), key, Buffer.from(signature.slice(4), "base64"))) {
    throw new Error(`the signature v1a of ${headers["webhook-id"]} does not hold`);
  }
}
if (messages.length === 0) throw new Error("there are no messages to check");
console.log(`webhooks: ${messages.length} messages checked in JavaScript`);
