/**
 * Reads the properties that Pulumi sends when they are asked for, and straight into plain values.
 *
 * google-protobuf makes messages of all values of all resources first, of which the policy SDK then makes plain values: in a preview
 * that took a fifth of the pack's time, and in a stack call three fifths, and a third of its memory.
 */
import { BinaryReader } from "google-protobuf";
import { compare } from "../../shared/engine/names";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

type Values = Record<string, JavaScriptValue>;

/** A value while it is read, and its key in the object that it stands in. */
interface Entry {
  key: string;
  value?: JavaScriptValue | undefined;
}

/** Takes the place of google-protobuf's own. A message that was received has its values in `toJavaScript` alone. */
Struct.deserializeBinaryFromReader = (message, reader) => {
  const bytes = reader.getBuffer();
  const start = reader.getCursor();
  while (reader.nextField()) reader.skipField();
  const length = reader.getCursor() - start;
  message.toJavaScript = () => objectIn(new BinaryReader(bytes, start, length));
  return message;
};

function objectIn(reader: BinaryReader): Values {
  const entries: Entry[] = [];
  while (reader.nextField()) {
    const entry: Entry = { key: "" };
    reader.readMessage(entry, readEntry);
    entries.push(entry);
  }
  // As google-protobuf does: by their keys, as they are sent in any order, and without one that would be the object's prototype.
  const sorted = entries.filter(({ key }) => key !== "__proto__").sort((a, b) => compare(a.key, b.key));
  const values: Values = {};
  for (const entry of sorted) values[entry.key] = valueOf(entry);
  return values;
}

function listIn(reader: BinaryReader): JavaScriptValue[] {
  const values: JavaScriptValue[] = [];
  while (reader.nextField()) {
    const entry: Entry = { key: "" };
    reader.readMessage(entry, readValue);
    values.push(valueOf(entry));
  }
  return values;
}

function readEntry(entry: Entry, reader: BinaryReader): void {
  while (reader.nextField()) {
    if (reader.getFieldNumber() === 1) entry.key = reader.readString();
    else reader.readMessage(entry, readValue);
  }
}

function readValue(entry: Entry, reader: BinaryReader): void {
  while (reader.nextField()) entry.value = oneOf(reader);
}

/** One value, in the field that its type has in `google.protobuf.Value`. */
function oneOf(reader: BinaryReader): JavaScriptValue | undefined {
  switch (reader.getFieldNumber()) {
    case 1:
      reader.skipField();
      return null;
    case 2:
      return reader.readDouble();
    case 3:
      return reader.readString();
    case 4:
      return reader.readBool();
    case 5:
      return nested(reader, objectIn);
    case 6:
      return nested(reader, listIn);
    default:
      reader.skipField();
      return undefined;
  }
}

function nested<Value>(reader: BinaryReader, read: (inner: BinaryReader) => Value): Value {
  const found: { value?: Value } = {};
  reader.readMessage(found, (into: typeof found, inner: BinaryReader) => {
    into.value = read(inner);
  });
  return found.value as Value;
}

function valueOf({ value }: Entry): JavaScriptValue {
  if (value === undefined) throw new Error("a value without a type was received");
  return value;
}
