#include "CAgent.h"
int ft_placeholder(void){return 0;}
