import { countTests, runSteps } from './steps';

describe('countTests', () => {
  it('takes the numbers of jest', () => {
    expect(countTests('{"numPassedTests":3,"numFailedTests":2}', 1)).toEqual({ passed: 3, failed: 2 });
  });

  it('counts a suite that could not run as a failure', () => {
    expect(countTests('{"numPassedTests":3,"numFailedTests":0,"numRuntimeErrorTestSuites":1}', 1)).toEqual({
      passed: 3,
      failed: 1,
    });
  });

  it('never calls a failed run green', () => {
    expect(countTests('{"numPassedTests":3,"numFailedTests":0}', 1)).toEqual({ passed: 3, failed: 1 });
    expect(countTests('', 0)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('runSteps', () => {
  it('goes on after a failed step and sums all of them', async () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const steps = [
      { name: 'a', run: () => Promise.resolve({ passed: 1, failed: 2 }) },
      { name: 'b', run: () => Promise.resolve({ passed: 3, failed: 0 }) },
    ];
    await expect(runSteps(steps)).resolves.toEqual({ passed: 4, failed: 2 });
    write.mockRestore();
  });
});
