#include "CYAML.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// The parser comes first: its address is that of the whole.
struct prov_yaml {
    yaml_parser_t parser;
    unsigned char text[];
};

yaml_parser_t *prov_yaml_open(const unsigned char *text, size_t size) {
    if (size > SIZE_MAX - sizeof(struct prov_yaml)) return NULL;
    struct prov_yaml *yaml = malloc(sizeof *yaml + size);
    if (yaml == NULL) return NULL;
    if (!yaml_parser_initialize(&yaml->parser)) {
        free(yaml);
        return NULL;
    }
    if (size > 0) memcpy(yaml->text, text, size);
    // No encoding is set: libyaml takes UTF-8 where no byte order mark says otherwise. Where one is set, the mark is a
    // column, and the first line is indented.
    yaml_parser_set_input_string(&yaml->parser, yaml->text, size);
    return &yaml->parser;
}

void prov_yaml_close(yaml_parser_t *parser) {
    yaml_parser_delete(parser);
    free(parser);
}
