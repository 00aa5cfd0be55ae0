// Memory is handed out from large chunks and given back all at once; cmark's own way takes and frees each node and string, which was half
// of the time of a parse. cmark's allocator has no argument of ours, so the arena of a running parse stands in a variable of its thread.
#include "CCMark.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CHUNK = 1 << 16, ALIGNMENT = 16 };

typedef struct chunk {
  struct chunk *before;
  size_t used, size;
  _Alignas(ALIGNMENT) char bytes[];
} chunk;

struct prov_cmark_arena {
  chunk *newest;
};

static _Thread_local prov_cmark_arena *current;

/// Each piece has its size in front of it, for realloc.
static size_t *size_of(void *piece) { return (size_t *)((char *)piece - ALIGNMENT); }

static size_t rounded(size_t size) { return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1); }

/// cmark cannot be told that there is no memory; its own allocator ends the process too.
static void *checked(void *memory) {
  if (!memory) {
    fputs("prov: there is not enough memory to parse this text\n", stderr);
    abort();
  }
  return memory;
}

static void *take(size_t size) {
  size_t wanted = rounded(size) + ALIGNMENT;
  chunk *newest = current->newest;
  if (!newest || newest->size - newest->used < wanted) {
    size_t bytes = newest ? newest->size * 2 : FIRST_CHUNK;
    if (bytes > (1 << 22)) bytes = 1 << 22;
    if (bytes < wanted) bytes = wanted;
    newest = checked(malloc(sizeof(chunk) + bytes));
    *newest = (chunk){.before = current->newest, .size = bytes};
    current->newest = newest;
  }
  char *piece = newest->bytes + newest->used + ALIGNMENT;
  newest->used += wanted;
  *size_of(piece) = size;
  return piece;
}

static void *arena_calloc(size_t count, size_t size) { return memset(take(count * size), 0, count * size); }

static void *arena_realloc(void *piece, size_t size) {
  if (!piece) return take(size);
  size_t old = *size_of(piece);
  if (size <= old) return piece;
  chunk *newest = current->newest;
  // The newest piece grows where it stands.
  if ((char *)piece + rounded(old) == newest->bytes + newest->used && newest->size - newest->used >= rounded(size) - rounded(old)) {
    newest->used += rounded(size) - rounded(old);
    *size_of(piece) = size;
    return piece;
  }
  return memcpy(take(size), piece, old);
}

static void arena_free(void *piece) { (void)piece; }

static cmark_mem allocator = {arena_calloc, arena_realloc, arena_free};

cmark_node *prov_cmark_parse(const char *text, size_t size, int options, prov_cmark_arena **arena) {
  prov_cmark_arena *outer = current;
  *arena = calloc(1, sizeof **arena);
  if (!*arena) return NULL;
  current = *arena;
  cmark_parser *parser = cmark_parser_new_with_mem(options, &allocator);
  cmark_parser_feed(parser, text, size);
  cmark_node *root = cmark_parser_finish(parser);
  cmark_parser_free(parser);
  current = outer;
  return root;
}

void prov_cmark_free(prov_cmark_arena *arena) {
  chunk *next = arena->newest;
  while (next) {
    chunk *before = next->before;
    free(next);
    next = before;
  }
  free(arena);
}
