/** What a receipt, or a document of the FN, says: for a person who compares two of them. */
export interface DocumentSide {
  /** Number of the document (tag 1040); absent for what was asked for. */
  readonly number?: number | undefined;
  /** Form of the document: 3 receipt, 4 BSO, 31 and 41 their corrections. */
  readonly form?: number | undefined;
  /** `YYYY-MM-DDTHH:mm`, register's clock. */
  readonly dateTime?: string | undefined;
  readonly fiscalSign?: number | undefined;
  /** Kind of receipt, in Russian. */
  readonly type?: string | undefined;
  readonly totalKopecks?: number | undefined;
  /** Kopecks by form of payment, net of change. */
  readonly payments?: Readonly<Record<string, number>> | undefined;
  /** Price and sum in kopecks, quantity in thousandths; `vat` is the code of tag 1199. */
  readonly items?: ReadonlyArray<Readonly<Record<string, number | string | undefined>>> | undefined;
  readonly contact?: string | undefined;
  /** Why it does not count as ours, in Russian. */
  readonly why?: string | undefined;
}

/** Both sides of an outcome that the register's answers do not prove. */
export interface BothSides {
  readonly wanted: DocumentSide;
  /** Documents of the FN since, that may be ours. */
  readonly documents: readonly DocumentSide[];
}
