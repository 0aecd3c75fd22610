// Waits until the server under test answers, at most half a minute.

const PATIENCE_MS = 30_000;

export default async function waitForServer(config) {
  const url = config.projects[0].use.baseURL;
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no server answers at ${url}; start one with \`cargo xtask serve\``);
}

async function answers(url) {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
}
