int ft_placeholder(void);
