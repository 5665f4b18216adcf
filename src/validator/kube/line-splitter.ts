import { StringDecoder } from 'node:string_decoder';

/** Cuts a byte stream into lines in linear time. Throws RangeError for a line longer than `maxLength` characters. */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private parts: string[] = [];
  private length = 0;

  constructor(private readonly maxLength: number) {}

  /** The lines that `chunk` completes, without line ends and empty lines. */
  push(chunk: Uint8Array): string[] {
    const pieces = this.decoder.write(chunk).split('\n');
    const rest = pieces.pop() ?? '';
    const lines: string[] = [];
    for (const piece of pieces) {
      const line = this.complete(piece);
      if (line !== '') lines.push(line);
    }
    this.keep(rest);
    return lines;
  }

  private complete(piece: string): string {
    this.keep(piece);
    const line = this.parts.join('');
    this.parts = [];
    this.length = 0;
    return line;
  }

  private keep(piece: string): void {
    this.length += piece.length;
    if (this.length > this.maxLength) throw new RangeError(`a line is longer than ${this.maxLength} characters`);
    if (piece !== '') this.parts.push(piece);
  }
}
