// A record that was sent before, and what replaces it.

/** Which form, in which version, a record was filled in with, and its own id. */
export function namesIn(xml: string): { id: string | null; version: string | null; instance: string } {
  const said = parsed(xml);
  const top = said.documentElement;
  return { id: top.getAttribute("id"), version: top.getAttribute("version"), instance: metaOf(said, "instanceID")?.textContent?.trim() ?? "" };
}

/**
 * The record, naming the content that it replaces. The engine writes that for what it opened for
 * correction; what it restored from a draft it takes for another record.
 */
export async function replacing(record: FormData, instance: string): Promise<FormData> {
  const file = record.get("xml_submission_file") as File;
  const said = parsed(await file.text());
  const own = metaOf(said, "instanceID");
  if (!own || metaOf(said, "deprecatedID")) return record;
  const replaced = said.createElementNS(own.namespaceURI, own.prefix ? `${own.prefix}:deprecatedID` : "deprecatedID");
  replaced.textContent = instance;
  own.after(replaced);
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
