/**
 * Tags and largest lengths, bytes, of what no single field fills: out of the table of tags, which a program that makes receipts need not
 * load for them. A test compares them.
 */
export const limits = {
  receipt: { tag: 3, maxBytes: 32_768 },
  item: { tag: 1059, maxBytes: 1024 },
  userAttribute: { tag: 1084, maxBytes: 320 },
  correctionBasis: { tag: 1174, maxBytes: 292 },
  agentData: { tag: 1223, maxBytes: 512 },
  supplierData: { tag: 1224, maxBytes: 512 },
} as const;
