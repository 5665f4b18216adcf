import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { createOpenApiDocument, OPENAPI_FILE } from './openapi-document';

async function writeDocument(): Promise<void> {
  const options = await resolveConfig(OPENAPI_FILE);
  await writeFile(OPENAPI_FILE, await format(JSON.stringify(createOpenApiDocument()), { ...options, parser: 'json' }));
}

writeDocument().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
