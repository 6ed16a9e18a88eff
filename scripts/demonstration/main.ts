import { demonstrate } from "./demonstrate.ts";
import { HELP, readOptions } from "./options.ts";

const options = readOptions(process.argv.slice(2), process.env);
switch (options.kind) {
  case "help":
    console.log(HELP);
    break;
  case "refused":
    console.error(`demo: ${options.reason}`);
    process.exitCode = 2;
    break;
  case "run":
    process.exitCode = await demonstrate(options);
}
