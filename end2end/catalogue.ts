// What the shop must show, read from the file that it is seeded with.
import { readFileSync } from 'node:fs';

export interface Book {
  slug: string;
  title: string;
  author: string;
  genre: string;
  price: number;
  stock: number;
}

export const PAGE_SIZE = 24;

const text = readFileSync(new URL('../app/seed/books.toml', import.meta.url), 'utf8');

/** Every book, in the order of the shop. */
export const books: Book[] = text
  .split('[[book]]')
  .slice(1)
  .map((block) => {
    const field = (name: string) => {
      const line = block.split('\n').find((line) => line.startsWith(`${name} = `));
      if (line === undefined) throw new Error(`a book of the seed has no ${name}:\n${block}`);
      // Strings and whole numbers are written alike in TOML and in JSON.
      return JSON.parse(line.slice(name.length + 3));
    };
    return {
      slug: field('slug'),
      title: field('title'),
      author: field('author'),
      genre: field('genre'),
      price: field('price_cents'),
      stock: field('stock'),
    };
  });

export const pages = (of: Book[]) => Math.ceil(of.length / PAGE_SIZE);

export const ofGenre = (genre: string) => books.filter((book) => book.genre === genre);

/** The book with this slug; a test that names one says why it is that one. */
export function book(slug: string): Book {
  const found = books.find((book) => book.slug === slug);
  if (!found) throw new Error(`the seed has no book ${slug}`);
  return found;
}

/** A book that there is none of. */
export const soldOut = first((book) => book.stock === 0);

/** A book with so few copies that one can ask for more than there are. */
export const scarce = first((book) => book.stock > 1 && book.stock < 10);

/** Books with enough copies for anything that a test puts into a cart. */
export const plenty = books.filter((book) => book.stock >= 40).slice(0, 3);

/** A genre whose books fill their last page exactly. */
export const fullGenre = first(({ genre }) => ofGenre(genre).length % PAGE_SIZE === 0).genre;

export function euros(cents: number): string {
  return `€${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

function first(wanted: (book: Book) => boolean): Book {
  const found = books.find(wanted);
  if (!found) throw new Error(`the seed has no book for which ${wanted}`);
  return found;
}
