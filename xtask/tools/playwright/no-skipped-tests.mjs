// A Playwright reporter that fails the run when a test was skipped, and names it.

export default class NoSkippedTests {
  #skipped = [];

  onTestEnd(test, result) {
    if (result.status !== 'skipped') return;
    this.#skipped.push(test.titlePath().filter(Boolean).join(' > '));
  }

  onEnd() {
    if (this.#skipped.length === 0) return undefined;
    console.error(`\nskipped tests make this run fail:\n  ${this.#skipped.join('\n  ')}`);
    return { status: 'failed' };
  }
}
