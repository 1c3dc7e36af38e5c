/** What is greatest comes first. */
export class Heap<T> {
  readonly #items: { readonly item: T; readonly score: number }[] = [];
  readonly #places = new Map<T, number>();

  get size(): number {
    return this.#items.length;
  }

  has(item: T): boolean {
    return this.#places.has(item);
  }

  items(): T[] {
    return this.#items.map(({ item }) => item);
  }

  push(item: T, score: number): void {
    this.remove(item);
    this.#items.push({ item, score });
    this.#places.set(item, this.#items.length - 1);
    this.#rise(this.#items.length - 1);
  }

  pop(): T | undefined {
    const [first] = this.#items;
    if (first) this.remove(first.item);
    return first?.item;
  }

  remove(item: T): boolean {
    const place = this.#places.get(item);
    if (place === undefined) return false;
    const last = this.#items.length - 1;
    this.#swap(place, last);
    this.#items.pop();
    this.#places.delete(item);
    if (place < last) {
      this.#rise(place);
      this.#sink(place);
    }
    return true;
  }

  #score(place: number): number {
    return this.#items[place]?.score ?? Number.NEGATIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#items[a], this.#items[b]];
    if (!one || !other) return;
    this.#items[a] = other;
    this.#items[b] = one;
    this.#places.set(other.item, a);
    this.#places.set(one.item, b);
  }

  #rise(from: number): void {
    for (let place = from; place > 0; ) {
      const parent = (place - 1) >> 1;
      if (this.#score(parent) >= this.#score(place)) return;
      this.#swap(parent, place);
      place = parent;
    }
  }

  #sink(from: number): void {
    for (let place = from; ; ) {
      const left = 2 * place + 1;
      const greater = this.#score(left + 1) > this.#score(left) ? left + 1 : left;
      if (this.#score(greater) <= this.#score(place)) return;
      this.#swap(place, greater);
      place = greater;
    }
  }
}
