import { type Logger, pino } from "pino";
import { type Application, isOperatorsFault, startApplication } from "./app.ts";
import { readConfig } from "./config.ts";

try {
  const config = readConfig(process.argv.slice(2), process.env);
  const log = pino({ level: config.logLevel });
  endOnFault(log);
  const app = await startApplication(config, log);
  greet(app);
  stopOnSignal(app);
} catch (error) {
  if (!isOperatorsFault(error)) throw error;
  console.error(error.message);
  process.exit(1);
}

/** What nobody thought of ends the program, whose state can't be trusted any more; whoever watches starts it again. */
function endOnFault(log: Logger): void {
  for (const event of ["uncaughtException", "unhandledRejection"] as const)
    process.on(event, (fault: unknown) => {
      // Not even a log that is switched off may hide why.
      if (log.isLevelEnabled("fatal"))
        log.fatal(fault, "The program ends, for something that was not to happen");
      else console.error(fault);
      process.exit(1);
    });
}

function greet({ url, setupUrl, demo }: Application): void {
  const lines = [
    "",
    "  Deskbell is open",
    "",
    `  Ring the bell    ${url}/demo`,
    setupUrl ? `  Set it up        ${setupUrl}` : `  Answer           ${url}/dashboard`,
  ];
  if (demo)
    lines.push("", `  Sign in as       ${demo.emails.join(", ")}`, `  Password         ${demo.password}`);
  console.log([...lines, ""].join("\n"));
}

function stopOnSignal(app: Application): void {
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      // A second signal means: now.
      if (stopping) process.exit(1);
      stopping = true;
      app.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
}
