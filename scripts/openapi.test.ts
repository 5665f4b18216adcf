import { readFileSync } from 'node:fs';
import { apiEndpoints, ScriptedResolver } from '../src/testing/test-api';
import { createOpenApiDocument, OPENAPI_FILE } from './openapi-document';

interface Document {
  paths: Record<string, Record<string, { requestBody?: object; responses: Record<string, object> }>>;
  components: { schemas: Record<string, { oneOf?: object; properties: Record<string, object> }> };
}

const kept = readFileSync(OPENAPI_FILE, 'utf8');
const document = JSON.parse(kept) as Document;

describe('docs/openapi.json', () => {
  it('is what the schemas say; if not, run node --import tsx scripts/openapi.ts', () => {
    expect(document).toEqual(createOpenApiDocument());
  });

  it('describes the endpoints that are served, and no other', () => {
    const served = apiEndpoints(new ScriptedResolver()).map(({ method, path }) => `${method} ${path}`);
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(served.sort());
  });

  it('refers to nothing that is not there', () => {
    const refs = [...kept.matchAll(/"\$ref": "#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(refs).toContain('Proposal');
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(refs));
    expect(kept).not.toContain('"$id"');
  });

  it('says that a release is named in exactly one way', () => {
    expect(document.components.schemas['ResolveRequest']?.oneOf).toEqual([
      { required: ['version'] },
      { required: ['image'] },
    ]);
  });
});
