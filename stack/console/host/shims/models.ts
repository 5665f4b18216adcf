/** Every kind comes from discovery; the SDK asks for built-in ones here. */
export {};
