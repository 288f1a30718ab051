/*
 * Where the threads of a program find each other: words of 32 bits at the beginning of its memory. Those that everybody
 * changes lie in cache lines of their own.
 */

/** How many chunks of the kernel under way nobody has claimed; not above 0 when there is nothing to do. */
export const REMAINING = 128;
/** The kernel under way: its place in the table, and how many chunks it has. */
export const KERNEL = 132;
export const CHUNKS = 136;
/** Changes when sleepers are woken. */
export const CALL = 140;
/** How many workers sleep. */
export const SLEEPERS = 144;
/** How many chunks of the kernel under way workers have finished. */
export const DONE = 256;
/** How many chunks of it they have claimed. */
export const TAKEN = 264;
/** 1 while the thread that runs the program sleeps. */
export const IS_AWAITED = 260;

/** What {@link REMAINING} holds when workers are to leave the program. Far from 0, as late claims take more away. */
export const LEAVE: number = -(2 ** 30);

/** How many bytes these words take. */
export const CONTROL_BYTES = 384;
