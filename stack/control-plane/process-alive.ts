import { errorCode } from './error-code';

/** Whether a process with this pid runs now, whoever it belongs to. */
export function isProcessAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Any other refusal (EPERM) means that it runs as somebody else.
    return errorCode(error) !== 'ESRCH';
  }
}
