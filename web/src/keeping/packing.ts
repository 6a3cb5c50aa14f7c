// A record as bytes and back: its XML and attachments, byte for byte what will be sent.

interface Part {
  name: string;
  file: string;
  type: string;
  size: number;
}

/** Layout: length of the head (4 bytes), the head as JSON, the parts one after another. */
export async function pack(data: FormData): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Part[] = [];
  const bodies: Uint8Array[] = [];
  for (const [name, value] of data.entries()) {
    const file = value as File;
    const body = new Uint8Array(await file.arrayBuffer());
    parts.push({ name, file: file.name, type: file.type, size: body.length });
    bodies.push(body);
  }
  const head = new TextEncoder().encode(JSON.stringify(parts));
  const whole = new Uint8Array(4 + head.length + bodies.reduce((sum, one) => sum + one.length, 0));
  new DataView(whole.buffer).setUint32(0, head.length);
  whole.set(head, 4);
  let at = 4 + head.length;
  for (const body of bodies) {
    whole.set(body, at);
    at += body.length;
  }
  return whole;
}

export function unpack(whole: Uint8Array<ArrayBuffer>): FormData {
  const size = new DataView(whole.buffer, whole.byteOffset).getUint32(0);
  const parts = JSON.parse(new TextDecoder().decode(whole.subarray(4, 4 + size))) as Part[];
  const data = new FormData();
  let at = 4 + size;
  for (const part of parts) {
    const body = whole.slice(at, at + part.size);
    data.append(part.name, new File([body], part.file, { type: part.type }), part.file);
    at += part.size;
  }
  return data;
}
