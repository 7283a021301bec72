// The flow of the README with the generated client: token, dossier, process, images, start, poll, result.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { client } from "./generated/client.gen.js";
import {
  createDossier,
  createProcess,
  deleteDossier,
  getDocumentTypes,
  getProcess,
  getToken,
  setImages,
  startVerification,
} from "./generated/index.js";

function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

const baseUrl = needed("BONAFIDE_URL");
const picture = readFileSync(needed("BONAFIDE_SPECIMEN")).toString("base64");
client.setConfig({ baseUrl, throwOnError: true });

const token = await getToken({
  throwOnError: true,
  auth: () => `${needed("BONAFIDE_CLIENT_ID")}:${needed("BONAFIDE_CLIENT_SECRET")}`,
  body: { grant_type: "client_credentials", scope: "signicat-api" },
});
client.setConfig({ baseUrl, throwOnError: true, auth: () => token.data.access_token });

const dossier = await createDossier({ throwOnError: true, body: { externalReference: "typescript" } });
const dossierId = dossier.data.dossierId;
const types = await getDocumentTypes({ throwOnError: true, path: { providerName: "signicatpictureid" } });
const passport = (types.data ?? []).find((type) => type.country === "UTO" && type.type === "passport");
if (passport === undefined) throw new Error("the server lists no passport of Utopia");
const made = await createProcess({
  throwOnError: true,
  path: { dossierId },
  body: { provider: "signicatpictureid", processType: "document", documentId: passport.id },
});
const path = { dossierId, processId: made.data.processId };
await setImages({ throwOnError: true, path, body: { front: `data:image/jpeg;base64,${picture}` } });
const started = await startVerification({ throwOnError: true, path });
if (started.data?.status !== "processing") throw new Error("it was not started");

let result = await getProcess({ throwOnError: true, path });
for (let waited = 0; waited < 480 && ["pending", "processing"].includes(result.data.status); waited++) {
  await sleep(250);
  result = await getProcess({ throwOnError: true, path });
}
const holder = result.data.finalResult;
if (result.data.status !== "accepted" || holder?.lastName === undefined || holder.issuingCountry !== "UTO") {
  throw new Error(`the specimen is ${result.data.status}: ${JSON.stringify(result.data.statusReasons)}`);
}

await deleteDossier({ throwOnError: true, path: { dossierId } });
const gone = await getProcess({ throwOnError: false, path });
if (gone.response?.status !== 404 || gone.error?.detail !== "Dossier not found.") {
  throw new Error(`a deleted dossier answers ${gone.response?.status}`);
}
console.log(`typescript: accepted, ${holder.documentNumber !== undefined ? "with" : "without"} a document number`);
