// ICU's data, empty: the "stub data" of ICU's own build, as in its stubdata.cpp.
//
// A statically linked Foundation brings 30 MB of locales, calendars and converters. The linker takes them from the archive
// only where nothing else defines their symbol, and we do. ICU then finds an archive of data with no entry. Nothing in prov
// asks for one: docs/decisions/0026-no-yams-no-icu-data.md. The name has ICU's version in it; under a toolchain with
// another ICU this is some idle bytes.
#include <stdint.h>

struct icu_data {
    /// Of the header, which ends before `count`.
    uint16_t header_size;
    uint8_t magic[2];
    uint16_t info_size;
    uint16_t reserved_word;
    uint8_t is_big_endian;
    uint8_t charset_family;
    uint8_t size_of_character;
    uint8_t reserved_byte;
    uint8_t data_format[4];
    uint8_t format_version[4];
    uint8_t data_version[4];
    uint8_t padding[8];
    uint32_t count;
    uint32_t reserved;
    /// A name and its data; `count` says that there are none.
    const char *entry[4];
};

extern const struct icu_data icudt76_dat;

_Alignas(16) const struct icu_data icudt76_dat = {
    .header_size = 32,
    .magic = {0xDA, 0x27},
    .info_size = 20,
    .is_big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
    .size_of_character = 2,
    .data_format = {'T', 'o', 'C', 'P'},
    .format_version = {1},
};
