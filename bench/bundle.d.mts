export function bundle(module: URL): Promise<string>;
export function compressedSize(module: URL): Promise<number>;
