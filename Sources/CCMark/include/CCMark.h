// libcmark, and a parse whose memory is one arena: a tree is read once and thrown away whole.
#ifndef CCMARK_H
#define CCMARK_H

#include <cmark.h>

/// All memory of one parsed document.
typedef struct prov_cmark_arena prov_cmark_arena;

/// Parses a text; `arena` is what `prov_cmark_free` takes when the tree is not needed any more. NULL without memory.
cmark_node *prov_cmark_parse(const char *text, size_t size, int options, prov_cmark_arena **arena);

void prov_cmark_free(prov_cmark_arena *arena);

#endif
