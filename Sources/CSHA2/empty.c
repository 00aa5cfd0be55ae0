// Only the header: the functions are libcrypto's.
