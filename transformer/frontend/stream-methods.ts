/** The names of the methods of streams. */
export const streamMethods = ["put", "get", "tryPut", "tryGet", "peek", "empty", "full"] as const;

export type StreamMethod = (typeof streamMethods)[number];
