// A record that was sent before, and what replaces it.
import { idOfBytes } from "../sending/queue";

/** A record that was sent: which form, in which version, it was filled in with, and the id that the server knows it by. */
export interface Sent {
  id: string | null;
  version: string | null;
  instance: string;
  xml: string;
}

export async function documentOf(xml: string): Promise<Sent> {
  const said = parsed(xml);
  const top = said.documentElement;
  const own = metaOf(said, "instanceID")?.textContent?.trim();
  return { id: top.getAttribute("id"), version: top.getAttribute("version"), instance: own || (await idOfBytes(xml)), xml };
}

/**
 * The record, naming the content that it replaces. The engine writes that for what it opened for
 * correction; what it restored from a draft it takes for another record.
 */
export async function replacing(record: FormData, instance: string): Promise<FormData> {
  const file = record.get("xml_submission_file") as File;
  const said = parsed(await file.text());
  const own = metaOf(said, "instanceID");
  const there = metaOf(said, "deprecatedID");
  if (there?.textContent?.trim()) return record;
  if (!own) throw new Error("a record without an id can replace nothing");
  const replaced = there ?? said.createElementNS(own.namespaceURI, own.prefix ? `${own.prefix}:deprecatedID` : "deprecatedID");
  replaced.textContent = instance;
  if (!there) own.after(replaced);
  const made = new FormData();
  for (const [name, value] of record) if (name !== "xml_submission_file") made.append(name, value);
  made.set("xml_submission_file", new File([new XMLSerializer().serializeToString(said)], file.name, { type: file.type }));
  return made;
}

function parsed(xml: string): Document {
  return new DOMParser().parseFromString(xml, "text/xml");
}

function metaOf(said: Document, name: string): Element | undefined {
  return [...said.getElementsByTagNameNS("*", name)].find((one) => one.parentElement?.localName === "meta");
}
