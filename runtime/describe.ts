/** A few words for a value of the wrong kind. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
    case "bigint":
      return `the bigint ${value}n`;
    case "number":
      return `the number ${value}`;
    case "function":
      return `the function ${value.name === "" ? "(without a name)" : value.name}`;
    case "object":
      return value === null ? "null" : describeObject(value);
    default:
      return String(value);
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const maker: unknown = value.constructor;
  const name = typeof maker === "function" ? maker.name : "";
  return name === "" || name === "Object" ? "an object" : `a value of class ${name}`;
}
