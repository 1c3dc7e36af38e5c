/**
 * Node's compression, where there is a Node: nothing is loaded for it, and in a browser's page it is undefined. There blocks and
 * pictures stay as large as they are.
 */
export const zlib = globalThis.process?.getBuiltinModule?.('node:zlib');
