// Nothing is called here: the module exists for the symbol that empty.c defines.
#ifndef CICUDATA_H
#define CICUDATA_H
#endif
