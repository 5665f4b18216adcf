/** The part of a CRD's schema that the checks below understand. */
interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  required?: string[];
  enum?: unknown[];
  pattern?: string;
  maxLength?: number;
  maxItems?: number;
  minimum?: number;
}

const IDENTITY = ['apiVersion', 'kind', 'metadata'];

/**
 * What an API server would refuse, or silently drop, in an object of this structural schema; empty when nothing.
 * `metadata`, `apiVersion` and `kind` have rules of their own and are not looked at.
 */
export function findSchemaViolations(schema: object, object: object): string[] {
  const members = Object.entries(object).filter(([name]) => !IDENTITY.includes(name));
  return violationsOf(schema, Object.fromEntries(members), '');
}

function violationsOf(schema: Schema, value: unknown, path: string): string[] {
  if (schema.enum && !schema.enum.includes(value)) return [`${path}: ${String(value)} is not one of the enum`];
  switch (schema.type) {
    case 'object':
      return isRecord(value) ? violationsOfObject(schema, value, path) : [`${path}: no object`];
    case 'array':
      return Array.isArray(value) ? violationsOfList(schema, value, path) : [`${path}: no list`];
    case 'string':
      return typeof value === 'string' ? violationsOfText(schema, value, path) : [`${path}: no string`];
    case 'integer':
      return isInteger(schema, value) ? [] : [`${path}: no such integer`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path}: no boolean`];
    default:
      return [`${path}: unknown type ${schema.type ?? ''} in the schema`];
  }
}

function violationsOfObject(schema: Schema, value: Record<string, unknown>, path: string): string[] {
  const { properties = {}, required = [] } = schema;
  const missing = required.filter((name) => value[name] === undefined).map((name) => `${path}.${name}: missing`);
  const members = Object.entries(value).flatMap(([name, member]) => {
    const property = properties[name];
    return property ? violationsOf(property, member, `${path}.${name}`) : [`${path}.${name}: would be dropped`];
  });
  return [...missing, ...members];
}

function violationsOfList(schema: Schema, value: unknown[], path: string): string[] {
  const tooLong = value.length > (schema.maxItems ?? Infinity) ? [`${path}: ${value.length} items`] : [];
  return [...tooLong, ...value.flatMap((item, index) => violationsOf(schema.items ?? {}, item, `${path}[${index}]`))];
}

function violationsOfText(schema: Schema, value: string, path: string): string[] {
  const length = Array.from(value).length;
  if (length > (schema.maxLength ?? Infinity)) return [`${path}: ${length} characters`];
  return schema.pattern === undefined || new RegExp(schema.pattern).test(value) ? [] : [`${path}: not as the pattern`];
}

function isInteger({ minimum = -Infinity }: Schema, value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= minimum;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
