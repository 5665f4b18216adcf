import type { Sha256Hex } from './inputs-digest';

const MODULE_PART = 200;

/**
 * Name of the ModulePreflightReport of a Module for a PVO: `<module cut to 200>-<8 hex of sha256(uid/module)>`.
 * The UID keeps two PVOs, and a Module really called `x-preflight`, apart (kmm.md W1).
 */
export function reportName(preflightUid: string, moduleName: string, sha256: Sha256Hex): string {
  // A dot may not stand before a hyphen.
  const cut = moduleName.slice(0, MODULE_PART).replace(/\.$/, '');
  return `${cut}-${sha256(`${preflightUid}/${moduleName}`).slice(0, 8)}`;
}
