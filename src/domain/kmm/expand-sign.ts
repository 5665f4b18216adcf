import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';
import { expandTemplate } from './expand-template';
import type { Sign } from './module';
import type { TemplateVariables } from './template-variables';

/** Expands the templates of a merged sign section: `unsignedImage` and each of `filesToSign`. The first error ends it. */
export function expandSign(sign: Sign | undefined, variables: TemplateVariables): Parsed<Sign | undefined> {
  if (!sign) return parsed(undefined);
  const expanded = { ...sign };
  if (sign.unsignedImage !== undefined) {
    const image = expandTemplate(sign.unsignedImage, variables);
    if (!image.ok) return refused(`sign.unsignedImage: ${image.message}`);
    expanded.unsignedImage = image.value;
  }
  if (sign.filesToSign) {
    const files: string[] = [];
    for (const [index, template] of sign.filesToSign.entries()) {
      const file = expandTemplate(template, variables);
      if (!file.ok) return refused(`sign.filesToSign[${index}]: ${file.message}`);
      files.push(file.value);
    }
    expanded.filesToSign = files;
  }
  return parsed(expanded);
}
