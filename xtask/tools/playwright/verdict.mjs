// A Playwright reporter for what the list of failures does not say: a test that was skipped proves
// nothing, and one that passed only when it was run again is named, and tolerated TOLERATED times:
// the machines that run all of this are two cores wide.

const TOLERATED = 5;

export default class Verdict {
  #tests = new Set();

  onTestEnd(test) {
    this.#tests.add(test);
  }

  onEnd() {
    const skipped = this.#named('skipped');
    const again = this.#named('flaky');
    if (skipped.length) console.error(`\nskipped tests make this run fail:\n  ${skipped.join('\n  ')}`);
    if (again.length) console.error(`\npassed only when run again:\n  ${again.join('\n  ')}`);
    if (again.length > TOLERATED) console.error(`more than ${TOLERATED} of them make this run fail`);
    return skipped.length || again.length > TOLERATED ? { status: 'failed' } : undefined;
  }

  #named(outcome) {
    const tests = [...this.#tests].filter((test) => test.outcome() === outcome);
    return tests.map((test) => test.titlePath().filter(Boolean).join(' > '));
  }
}
