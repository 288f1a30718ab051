/** Something that whoever started the program can put right. Its message is for them, on one line. */
export class UserError extends Error {}

/** Runs a program. A {@link UserError} ends it with its message and exit code 1, any other error with a stack trace. */
export async function runProgram(program: () => void | Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
