// libyaml, and a parser that owns the text it reads.
#ifndef CYAML_H
#define CYAML_H

#include <yaml.h>

/// A parser with a copy of a text in UTF-8; `prov_yaml_close` takes both away. NULL without memory.
yaml_parser_t *prov_yaml_open(const unsigned char *text, size_t size);

void prov_yaml_close(yaml_parser_t *parser);

#endif
