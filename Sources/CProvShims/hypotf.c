/* Swift's runtime calls hypotf, whose newest version in glibc is of 2.35. With one of our own the binary needs nothing newer than 2.34, and runs
   on systems of 2021. The sum of two squares of floats is exact enough in double and cannot overflow there. */
#include <math.h>

float hypotf(float x, float y) {
    if (isinf(x) || isinf(y)) return INFINITY;
    return (float)sqrt((double)x * x + (double)y * y);
}
